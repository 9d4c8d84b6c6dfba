"""The light routes and the server's own concerns beside Streamlit: headers, health, start-up."""
